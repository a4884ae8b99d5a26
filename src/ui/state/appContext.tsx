import type { EngineClient } from "#client/engineClient.ts";
import type { AppState, AppStore } from "#store/appStore.ts";
import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { Commands } from "./commands.ts";
import type { DatasetCache } from "./datasetCache.ts";

/** What every part of the page may reach: its state, the engine, what the user can do, and the datasets. */
export interface App {
  readonly store: AppStore;
  readonly engine: EngineClient;
  readonly commands: Commands;
  readonly datasets: DatasetCache;
}

export const AppContext = createContext<App | null>(null);

/** @throws {Error} outside an `AppContext`. */
export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error("useApp needs an AppContext around it");
  return app;
}

/** A part of the state; the component renders again when it changes. */
export function useAppState<T>(select: (state: AppState) => T): T {
  return useStore(useApp().store, select);
}
