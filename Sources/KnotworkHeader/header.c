/* The header by itself: it must compile as C99 without any warning. */
#include "knotwork.h"
