import { useTranslation } from "react-i18next";
import { Button } from "../controls/Button.tsx";
import { useAppState } from "../state/appContext.tsx";
import { useFormat } from "../state/useFormat.ts";
import { Modal } from "./Modal.tsx";

interface ResetDialogProps {
  readonly isOpen: boolean;
  onConfirm(): void;
  onClose(): void;
}

/** Asks before a network that took minutes to train is thrown away. */
export function ResetDialog({ isOpen, onConfirm, onClose }: ResetDialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const step = useAppState(({ session }) => session.training?.step ?? 0);
  return (
    <Modal
      isOpen={isOpen}
      title={t("dialog.resetTitle")}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("dialog.cancel")}</Button>
          <Button onClick={onConfirm}>{t("dialog.resetConfirm")}</Button>
        </>
      }
    >
      <p>{t("dialog.resetText", { step: format.whole(step) })}</p>
    </Modal>
  );
}
