import type { Panel } from "./panel.ts";

const modules = import.meta.glob<Panel>("./*.tsx", { eager: true, import: "default" });

/** Every panel of this folder, in order. */
export const panels: readonly Panel[] = Object.values(modules).toSorted((a, b) => a.order - b.order);
