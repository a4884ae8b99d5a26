import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorBoundary } from "react-error-boundary";
import { localeOf } from "#i18n/i18n.ts";
import styles from "./App.module.css";
import { HelpDialog } from "./dialogs/HelpDialog.tsx";
import { ResetDialog } from "./dialogs/ResetDialog.tsx";
import { Header } from "./Header.tsx";
import { Notices } from "./Notices.tsx";
import { DenoiseRoom } from "./rooms/DenoiseRoom.tsx";
import { LearnRoom } from "./rooms/LearnRoom.tsx";
import { NoiseRoom } from "./rooms/NoiseRoom.tsx";
import { RoomFailed } from "./rooms/RoomFailed.tsx";
import { useApp, useAppState } from "./state/appContext.tsx";
import { readSingleKeys, remember } from "./state/preferences.ts";
import { useHashSync } from "./state/useHashSync.ts";
import { useIsPresenting } from "./state/useIsPresenting.ts";
import { useOpening } from "./state/useOpening.ts";
import { usePlayback } from "./state/usePlayback.ts";
import { useKeys } from "./state/useKeys.ts";
import { useTheme } from "./state/useTheme.ts";
import { Transport } from "./Transport.tsx";

const roomComponents = { noise: NoiseRoom, learn: LearnRoom, denoise: DenoiseRoom };

/** The page: header, one of three rooms, and the transport bar that is always there. */
export function App() {
  const { i18n, t } = useTranslation();
  const { store, commands } = useApp();
  const room = useAppState(({ choices }) => choices.room);
  const isPresenting = useIsPresenting();
  const { theme, cycle } = useTheme();
  const [dialog, setDialog] = useState<"help" | "reset" | null>(null);
  const [hasSingleKeys, setHasSingleKeys] = useState(readSingleKeys);

  useOpening();
  usePlayback();
  useHashSync();
  useDocument(i18n.language === "zh" ? "zh" : "en", t("app.title"), isPresenting);

  const actions = {
    present: () => store.look({ isPresenting: !isPresenting }),
    language: () => {
      const next = i18n.language === "zh" ? "en" : "zh";
      remember("lang", next);
      void i18n.changeLanguage(next);
    },
    fullScreen: () => {
      if (document.fullscreenElement) void document.exitFullscreen();
      else void document.documentElement.requestFullscreen().catch(() => undefined);
    },
    help: () => setDialog("help"),
    reset: () => {
      const hasRun = store.getState().session.training !== null;
      if (store.getState().choices.room === "learn" && hasRun) setDialog("reset");
      else commands.rewind();
    },
  };
  useKeys({ ...actions, hasSingleKeys });

  const Room = roomComponents[room];
  return (
    <div className={styles.app}>
      <Header
        theme={theme}
        onTheme={cycle}
        onLanguage={actions.language}
        onPresent={actions.present}
        onFullScreen={actions.fullScreen}
        onHelp={actions.help}
      />
      <main className={styles.stage}>
        <ErrorBoundary key={room} FallbackComponent={RoomFailed}>
          <Room />
        </ErrorBoundary>
        <Notices />
      </main>
      <Transport onReset={actions.reset} />
      <HelpDialog
        isOpen={dialog === "help"}
        hasSingleKeys={hasSingleKeys}
        onSingleKeys={(on) => {
          remember("singleKeys", on ? "1" : "0");
          setHasSingleKeys(on);
        }}
        onClose={() => setDialog(null)}
      />
      <ResetDialog
        then="reset"
        isOpen={dialog === "reset"}
        onConfirm={() => {
          commands.discardTraining();
          setDialog(null);
        }}
        onClose={() => setDialog(null)}
      />
    </div>
  );
}

/** What the page says about itself to the browser: language, title, present mode. */
function useDocument(language: "en" | "zh", title: string, isPresenting: boolean): void {
  useEffect(() => {
    document.documentElement.lang = localeOf(language);
    document.title = title;
  }, [language, title]);
  useEffect(() => {
    document.documentElement.toggleAttribute("data-present", isPresenting);
  }, [isPresenting]);
}
