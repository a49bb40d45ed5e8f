/** Hands a file we made to the person, as an ordinary download. */
export function download(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the file over by the next turn of its own loop; until then the address must hold.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
