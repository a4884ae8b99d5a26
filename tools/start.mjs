import { hasDesktop } from "./desktop.mjs";
import { requireNode } from "./nodeVersion.mjs";
import { installPackages, root } from "./npm.mjs";
import { freePort, parsePort } from "./port.mjs";

/** `npm start`: installs what is missing, builds, serves, and opens a browser where there is a desktop. */
async function start() {
  const wanted = parsePort(process.env["PORT"]);
  installPackages();
  const { build, preview } = await import("vite");
  await build({ root, logLevel: "warn" });
  const port = await freePort(wanted);
  if (port !== wanted) console.log(`Port ${wanted} is taken; port ${port} is used instead.`);
  const open = hasDesktop(process.env, process.platform);
  const server = await preview({ root, preview: { port, strictPort: true, open } });
  console.log(`Noise & Back is at http://localhost:${port} (Ctrl-C ends it)`);
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, () => void server.close().finally(() => process.exit(0)));
  }
}

requireNode();
try {
  await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
