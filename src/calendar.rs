//! Days that the law counts: holidays (lag 1989:253), and deadlines moved by lag (1930:173) 2 §.
