import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { HashNote } from "#store/hash.ts";
import type { Failure } from "#store/session.ts";
import { Button, IconButton } from "./controls/Button.tsx";
import styles from "./Notices.module.css";
import { useApp, useAppState } from "./state/appContext.tsx";

const hashTexts = {
  unknown: "notice.hashUnknown",
  clamped: "notice.hashClamped",
  invalid: "notice.hashInvalid",
  version: "notice.hashVersion",
} as const satisfies Record<HashNote["reason"], string>;

/** Lines that a link's notice may take. */
const MOST_NOTES = 4;
const LONGEST_QUOTE = 40;

/** What went wrong and what was done about it, in words, until it is dismissed. Nothing on the page is lost by it. */
export function Notices() {
  const { t } = useTranslation();
  const { store, commands } = useApp();
  // The Noise room needs no engine: what fails there is said where it is missed.
  const failure = useAppState(({ session, choices }) =>
    choices.room === "noise" && !session.failure?.isFatal ? null : session.failure,
  );
  const notes = useAppState(({ view }) => view.hashNotes);
  return (
    <div className={styles.notices} role="alert">
      {failure && (
        <Notice text={failureText(failure)} onDismiss={store.dismissFailure}>
          {failure.name === "DatasetError" && <Button onClick={commands.retry}>{t("notice.retry")}</Button>}
          {failure.name === "EngineLost" && (
            <Button onClick={() => location.reload()}>{t("notice.reload")}</Button>
          )}
        </Notice>
      )}
      {notes.length > 0 && (
        <Notice
          text={[
            ...notes.slice(0, MOST_NOTES).map((note) => t(hashTexts[note.reason], readable(note))),
            ...(notes.length > MOST_NOTES ? [t("notice.more", { count: notes.length - MOST_NOTES })] : []),
          ].join("\n")}
          onDismiss={() => store.look({ hashNotes: [] })}
        />
      )}
    </div>
  );

  function failureText({ name, message }: Failure): string {
    if (name === "EngineRestarted") return t("notice.engineRestarted", { message });
    if (name === "EngineLost") return t("notice.engineLost", { message });
    if (name === "DatasetError") return t("notice.dataFailed", { message });
    return t("notice.engineFailed", { message });
  }
}

/** Foreign text is quoted short, and without characters that would hide or turn the words around it. */
function readable({ key, value, used }: HashNote): Pick<HashNote, "key" | "value" | "used"> {
  return { key: quote(key), value: quote(value), used };
}

function quote(text: string): string {
  const plain = text.replaceAll(/\p{C}/gu, "");
  return plain.length > LONGEST_QUOTE ? `${plain.slice(0, LONGEST_QUOTE)}…` : plain;
}

interface NoticeProps {
  readonly text: string;
  /** The remedy, where there is one to press. */
  readonly children?: ReactNode;
  onDismiss(): void;
}

function Notice({ text, children, onDismiss }: NoticeProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.notice}>
      <p>{text}</p>
      {children}
      <IconButton hint={t("notice.dismiss")} onClick={onDismiss}>
        <X />
      </IconButton>
    </div>
  );
}
