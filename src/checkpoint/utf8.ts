/**
 * The text of UTF-8 bytes, by way of percent signs: the one decoder that the language itself brings.
 *
 * @throws {URIError} when the bytes are no UTF-8.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  const escaped = Array.from(bytes, (byte) =>
    byte < 0x80 && byte !== 0x25 ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, "0")}`,
  );
  return decodeURIComponent(escaped.join(""));
}

/** The text as UTF-8; half of a surrogate pair becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  const escaped = encodeURIComponent(text.toWellFormed());
  const bytes = new Uint8Array(escaped.length);
  let length = 0;
  for (let i = 0; i < escaped.length; i++) {
    if (escaped[i] === "%") {
      bytes[length++] = parseInt(escaped.slice(i + 1, i + 3), 16);
      i += 2;
    } else bytes[length++] = escaped.charCodeAt(i);
  }
  return bytes.slice(0, length);
}
