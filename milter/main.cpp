// main() of posternd.
int main() {
  return 2;
}
