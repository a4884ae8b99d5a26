import type { EngineEvent } from "#protocol/event.ts";
import { createStore } from "zustand/vanilla";
import type { Choices } from "./choices.ts";
import { choicesOf } from "./engineChoice.ts";
import { decodeHash } from "./hash.ts";
import { legalChoices } from "./legalChoices.ts";
import type { HashNote } from "./hash.ts";
import type { Session } from "./session.ts";
import { emptySession, reduceSession } from "./session.ts";

/** What the page shows beyond choices and engine: positions and modes that are not worth a link. */
export interface View {
  readonly isPlaying: boolean;
  /** Where playing stops before the end of the axis; the opening stops while the picture can still be read. */
  readonly playUntil: number | null;
  readonly speed: number;
  /** Training step that the Learn room looks at; null follows the newest. */
  readonly learnStep: number | null;
  /** Which of the sixteen seeds the figures show. */
  readonly sample: number;
  readonly isPresenting: boolean;
  readonly hashNotes: readonly HashNote[];
}

export interface AppState {
  readonly choices: Choices;
  readonly session: Session;
  readonly view: View;
}

export type AppStore = ReturnType<typeof createAppStore>;

/** The page's state: the user's choices (from a link's hash), the engine's session, and the view. */
export function createAppStore(hash: string, foreignKeys: readonly string[] = []) {
  const { choices, notes } = decodeHash(hash, foreignKeys);
  const store = createStore<AppState>(() => ({
    choices,
    session: emptySession,
    view: {
      isPlaying: false,
      playUntil: null,
      speed: 1,
      learnStep: null,
      sample: 5,
      isPresenting: false,
      hashNotes: notes,
    },
  }));
  return {
    ...store,
    choose(changes: Partial<Choices>): void {
      store.setState((state) => {
        const choices = legalChoices({ ...state.choices, ...besides(changes), ...changes });
        return { choices: changes.T === undefined ? choices : withinT(choices) };
      });
    },
    look(changes: Partial<View>): void {
      store.setState((state) => ({ view: { ...state.view, ...changes } }));
    },
    receive(event: EngineEvent): void {
      const before = store.getState().session;
      const session = reduceSession(before, event);
      const { training } = session;
      const isBroughtIn = training && training.run !== before.training?.run && training.source !== null;
      // A model from files brings its settings, as a link does.
      store.setState(({ choices }) => ({
        session,
        choices: isBroughtIn
          ? withinT(legalChoices({ ...choices, label: "none", ...choicesOf(training.config) }))
          : choices,
      }));
    },
    dismissFailure(): void {
      store.setState((state) => ({ session: { ...state.session, failure: null } }));
    },
  };
}

/** What else a change brings with it: classes are those of a dataset, and an x_T without a picture goes with neither eps nor min-SNR. */
function besides({ data, predicts, weighting }: Partial<Choices>): Partial<Choices> {
  return {
    ...(data === undefined ? {} : { label: "none" }),
    ...(predicts === "eps" || weighting === "minSnr" ? { zeroSnr: false } : {}),
  };
}

/** No position and no number of steps beyond a new last timestep. A process that runs may have a longer one of its own. */
function withinT(choices: Choices): Choices {
  const { T } = choices;
  return {
    ...choices,
    t: Math.min(choices.t, T),
    dt: Math.min(choices.dt, T),
    steps: Math.min(choices.steps, T),
    sampleSteps: Math.min(choices.sampleSteps, T),
  };
}
