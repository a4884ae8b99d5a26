import { createContext, useContext } from "react";
import type { TrainingSession } from "#store/session.ts";

/**
 * The training run as the panels of the Learn room draw it: a new object at most five times a second. Its curves grow in
 * place, so the object's identity says when to read them again.
 */
export const LearnContext = createContext<TrainingSession | null>(null);

/** The training run, or null before the first one. */
export function useLearn(): TrainingSession | null {
  return useContext(LearnContext);
}
