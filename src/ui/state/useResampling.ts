import { currentSampleRequest } from "#store/samplingChoice.ts";
import { useEffect } from "react";
import { useApp, useAppState } from "./appContext.tsx";

/** Rest after the last change before a new reverse process starts, so that a slider does not start one per pixel. */
const RESAMPLE_DELAY_MS = 250;

/** Starts a new reverse process when the choices no longer describe the last one. Training steps start none. */
export function useResampling(): void {
  const { commands } = useApp();
  const request = useAppState(({ choices, session }) =>
    JSON.stringify(currentSampleRequest(choices, session.training)),
  );
  useEffect(() => {
    const timer = setTimeout(commands.sampleIfChanged, RESAMPLE_DELAY_MS);
    return () => clearTimeout(timer);
  }, [commands, request]);
}
