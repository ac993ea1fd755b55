/// The functions of a table of files: PREFIX_name and PREFIX_text.
#define KW_EMBEDDED_FILES(prefix, files)                                                     \
  static const int prefix##_count = (int)(sizeof files / sizeof files[0]);                   \
  const char *prefix##_name(int number) {                                                    \
    return number >= 0 && number < prefix##_count ? files[number].name : NULL;               \
  }                                                                                          \
  const unsigned char *prefix##_text(int number) {                                           \
    return number >= 0 && number < prefix##_count ? files[number].text : NULL;               \
  }

struct embedded_file {
  const char *name;
  const unsigned char *text;
};
