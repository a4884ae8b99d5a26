import { useTranslation } from "react-i18next";
import type { AppState } from "#store/appStore.ts";
import { useThrottledState } from "../state/useThrottledState.ts";
import { LearnContext } from "./learnContext.ts";
import { LearnLead } from "./LearnLead.tsx";
import { LearnSettings } from "./LearnSettings.tsx";
import { RoomLayout } from "./RoomLayout.tsx";
import { useLearnNote } from "./useLearnNote.ts";

/** Training: one exercise, guess the noise, repeated until the guesses are good. */
export function LearnRoom() {
  const { t } = useTranslation();
  const training = useThrottledState(selectTraining);
  const note = useLearnNote(training);
  return (
    <LearnContext value={training}>
      <RoomLayout
        room="learn"
        title={t("learn.title")}
        lead={<LearnLead />}
        note={note}
        controls={<LearnSettings isDense={note !== null} />}
      />
    </LearnContext>
  );
}

function selectTraining({ session }: AppState): AppState["session"]["training"] {
  return session.training;
}
