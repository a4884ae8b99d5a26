/**
 * Whether somebody sits in front of this machine, so that a browser can be opened for them.
 *
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @param {string} platform
 */
export function hasDesktop(environment, platform) {
  const isRemote = ["CI", "SSH_CONNECTION", "SSH_TTY"].some((name) => environment[name]);
  if (isRemote || environment["BROWSER"] === "none") return false;
  if (platform === "darwin" || platform === "win32") return true;
  return Boolean(environment["DISPLAY"] || environment["WAYLAND_DISPLAY"]);
}
