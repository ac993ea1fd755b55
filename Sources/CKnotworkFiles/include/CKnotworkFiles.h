#ifndef CKNOTWORKFILES_H
#define CKNOTWORKFILES_H

/// The files of pages, which are in the program, so that it needs no files beside it (decision 0078). Files are numbered from 0 in
/// the order of their names. Names are in ASCII and texts in UTF-8; both end with a byte 0, stay where they are and are not to be freed.
/// NULL for a number beyond the last one.

/// A file of saved pages: KnotworkPages/Files.
const char *kw_page_file_name(int number);
const unsigned char *kw_page_file_text(int number);

/// A file of the served page: KnotworkServe/Files.
const char *kw_served_file_name(int number);
const unsigned char *kw_served_file_text(int number);

#endif
