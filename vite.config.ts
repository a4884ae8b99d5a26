import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The parts of tfjs that the worker imports; named here so that the development server does not find them one reload at a time. */
const tfjsParts = [
  "@tensorflow/tfjs-core",
  "@tensorflow/tfjs-core/dist/register_all_gradients",
  "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops",
  "@tensorflow/tfjs-backend-webgpu",
  "@tensorflow/tfjs-backend-webgl",
  "@tensorflow/tfjs-backend-cpu",
];

export default defineConfig({
  // Relative addresses: the built page can be hosted in any folder.
  base: "./",
  // One page, so an unknown address is a 404 and not that page again.
  appType: "mpa",
  plugins: [react()],
  worker: { format: "es" },
  // Vite collects the notices of what the page bundles; public/worker-licenses.txt holds those of the worker's packages.
  build: { target: "es2022", license: { fileName: "licenses.md" } },
  optimizeDeps: { include: [...tfjsParts, "fflate"] },
});
