/** The browser has read the bytes long before, also where it asks for a name first. */
const REVOKED_AFTER_MS = 60_000;

/** Hands a file to the browser, which saves it as it saves a download; nothing leaves the machine. */
export function saveFile(name: string, bytes: Uint8Array<ArrayBuffer>): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), REVOKED_AFTER_MS);
}
