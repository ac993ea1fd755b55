#include "CKnotworkKernels.h"
void kw_placeholder(void){}
