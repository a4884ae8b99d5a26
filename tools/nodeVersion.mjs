/** The oldest Node that all packages run on. */
const oldest = [20, 19];

/**
 * What is wrong with this Node, or undefined.
 *
 * @param {string} version such as `20.19.0`
 */
export function nodeComplaint(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldest;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `Node ${version} is too old: ${oldest.join(".")} or newer is needed, see https://nodejs.org`;
}

/** Ends the program with a message when this Node is too old. */
export function requireNode() {
  const complaint = nodeComplaint(process.versions.node);
  if (complaint) {
    console.error(complaint);
    process.exit(1);
  }
}
