void kw_placeholder(void);
