import { useTranslation } from "react-i18next";
import type { FallbackProps } from "react-error-boundary";
import { Button } from "../controls/Button.tsx";
import styles from "./RoomFailed.module.css";

/** Shown in place of a room that could not be drawn; the other rooms and the engine go on. */
export function RoomFailed({ error, resetErrorBoundary }: FallbackProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.failed} role="alert">
      <p>{t("notice.pageFailed", { message: error instanceof Error ? error.message : String(error) })}</p>
      <Button onClick={resetErrorBoundary}>{t("notice.retry")}</Button>
    </div>
  );
}
