import { useRef, useState } from "react";
import type { RunId } from "#protocol/command.ts";
import type { ModelFiles } from "#protocol/modelFiles.ts";
import { hasLearnt } from "#store/samplingChoice.ts";
import type { Session } from "#store/session.ts";
import { useApp, useAppState } from "../state/appContext.tsx";
import type { ChosenFiles, Unread } from "./chosenFiles.ts";
import { readableFiles, readFiles } from "./chosenFiles.ts";

/** What the user is shown of a model that comes in. */
export type BringStage =
  | { readonly kind: "closed" | "choose" | "reading" }
  /** Read; a network that has learnt would make room for it. */
  | { readonly kind: "confirm"; readonly source: string; readonly step: number }
  | { readonly kind: "unread"; readonly unread: Unread }
  | { readonly kind: "refused"; readonly problems: readonly string[] }
  | { readonly kind: "done"; readonly source: string; readonly notes: readonly string[] };

type OwnStage =
  | Exclude<BringStage, { kind: "confirm" | "done" }>
  | { readonly kind: "confirm"; readonly source: string; readonly files: ModelFiles; readonly step: number }
  /** With the engine. Once closed, it opens again only if the model is refused. */
  | { readonly kind: "sent"; readonly run: RunId; readonly isClosed: boolean };

/** Brings a model in, one stage after another: choose, read, confirm, hand over. Until it is in use nothing changes. */
export function useBringModel() {
  const { store, engine } = useApp();
  const imported = useAppState(({ session }) => session.imported);
  const failure = useAppState(({ session }) => session.failure);
  const present = useAppState(({ session }) => session.training?.run ?? null);
  const [own, setOwn] = useState<OwnStage>({ kind: "closed" });
  /** Counts what was chosen, so that files are let go that were being read when others were, or the dialog was closed. */
  const offers = useRef(0);
  const stage = stageOf(own, { imported, failure, present });

  async function offer(chosen: ChosenFiles | Promise<ChosenFiles>): Promise<void> {
    setOwn({ kind: "reading" });
    const offer = ++offers.current;
    try {
      const readable = readableFiles(await chosen);
      if (offer !== offers.current) return;
      if ("reason" in readable) return setOwn({ kind: "unread", unread: readable });
      const { source } = readable;
      const files = await readFiles(readable);
      if (offer !== offers.current) return;
      const { training } = store.getState().session;
      if (training && hasLearnt(training)) setOwn({ kind: "confirm", source, files, step: training.step });
      else send(source, files);
    } catch (error) {
      if (offer === offers.current)
        setOwn({ kind: "refused", problems: [error instanceof Error ? error.message : String(error)] });
    }
  }

  function send(source: string, files: ModelFiles): void {
    store.look({ learnStep: null, isPlaying: false });
    setOwn({ kind: "sent", run: engine.importModel(source, files), isClosed: false });
  }

  return {
    stage,
    choose: () => setOwn({ kind: "choose" }),
    offer: (chosen: ChosenFiles | Promise<ChosenFiles>) => void offer(chosen),
    confirm: () => {
      if (own.kind === "confirm") send(own.source, own.files);
    },
    close: () => {
      offers.current++;
      const isWaiting = own.kind === "sent" && stage.kind === "reading";
      setOwn(isWaiting ? { ...own, isClosed: true } : { kind: "closed" });
    },
  };
}

interface Answers extends Pick<Session, "imported" | "failure"> {
  /** The training run that is shown. */
  readonly present: RunId | null;
}

/** What the engine has made of the files belongs to the stage. */
function stageOf(own: OwnStage, { imported, failure, present }: Answers): BringStage {
  if (own.kind !== "sent") return own;
  const { run, isClosed } = own;
  if (failure?.run === run) return { kind: "refused", problems: [failure.message] };
  if (imported?.run === run && imported.problems.length > 0) {
    return { kind: "refused", problems: imported.problems };
  }
  if (isClosed) return { kind: "closed" };
  if (imported?.run === run && imported.source !== null && present === run) {
    return { kind: "done", source: imported.source, notes: imported.notes };
  }
  return { kind: "reading" };
}
