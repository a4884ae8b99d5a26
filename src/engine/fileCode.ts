/**
 * What writes models into files.
 *
 * @throws {Error} when it cannot be fetched.
 */
export async function loadWriter() {
  return import("./modelFile.ts").catch((error: unknown) => {
    throw unfetched("writes", error);
  });
}

/**
 * What reads models from files.
 *
 * @throws {Error} when it cannot be fetched.
 */
export async function loadReader() {
  return import("./importedRun.ts").catch((error: unknown) => {
    throw unfetched("reads", error);
  });
}

/** Fetches both ahead: when a network is to be saved, the connection may be gone. A failure is told when they are needed. */
export function loadAhead(): void {
  for (const load of [loadWriter, loadReader]) load().catch(() => undefined);
}

function unfetched(does: string, cause: unknown): Error {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Error(
    `the part of the page that ${does} models could not be fetched (${why}): connect to the internet and try again; ` +
      "the network is kept as long as this page stays open",
    { cause },
  );
}
