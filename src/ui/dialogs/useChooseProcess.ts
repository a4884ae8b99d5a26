import type { Choices } from "#store/choices.ts";
import { useApp } from "../state/appContext.tsx";

/** Changes a reverse process's choices; the room follows the process that this starts. */
export function useChooseProcess(): (changes: Partial<Choices>) => void {
  const { store } = useApp();
  return (changes) => store.choose({ dt: 0, ...changes });
}
