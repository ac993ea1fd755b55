/* The command: libknotwork.so beside this program holds all of it, so that the package brings engine and runtime once. */
extern int knotwork_main(int count, char **arguments);

int main(int count, char **arguments) { return knotwork_main(count, arguments); }
