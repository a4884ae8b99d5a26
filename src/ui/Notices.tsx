import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { HashNote } from "#store/hash.ts";
import type { Failure } from "#store/session.ts";
import { IconButton } from "./controls/Button.tsx";
import styles from "./Notices.module.css";
import { useApp, useAppState } from "./state/appContext.tsx";

const hashTexts = {
  unknown: "notice.hashUnknown",
  clamped: "notice.hashClamped",
  invalid: "notice.hashInvalid",
  version: "notice.hashVersion",
} as const satisfies Record<HashNote["reason"], string>;

/** What went wrong and what was done about it, in words, until it is dismissed. Nothing on the page is lost by it. */
export function Notices() {
  const { t } = useTranslation();
  const { store } = useApp();
  const failure = useAppState(({ session }) => session.failure);
  const notes = useAppState(({ view }) => view.hashNotes);
  return (
    <div className={styles.notices} role="alert">
      {failure && <Notice text={failureText(failure)} onDismiss={store.dismissFailure} />}
      {notes.length > 0 && (
        <Notice
          text={notes.map((note) => t(hashTexts[note.reason], { ...note })).join(" ")}
          onDismiss={() => store.look({ hashNotes: [] })}
        />
      )}
    </div>
  );

  function failureText({ name, message }: Failure): string {
    if (name === "EngineRestarted") return t("notice.engineRestarted", { message });
    if (name === "EngineLost") return t("notice.engineLost", { message });
    return t("notice.engineFailed", { message });
  }
}

function Notice({ text, onDismiss }: { readonly text: string; onDismiss(): void }) {
  const { t } = useTranslation();
  return (
    <div className={styles.notice}>
      <p>{text}</p>
      <IconButton hint={t("notice.dismiss")} onClick={onDismiss}>
        <X />
      </IconButton>
    </div>
  );
}
