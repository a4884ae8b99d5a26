import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../controls/Button.tsx";
import { useAppState } from "../state/appContext.tsx";
import { useFormat } from "../state/useFormat.ts";
import { Modal } from "./Modal.tsx";

interface ResetDialogProps {
  /** What comes after the network is gone: nothing, or a new one. */
  readonly then: "reset" | "restart";
  readonly isOpen: boolean;
  onConfirm(): void;
  onClose(): void;
}

/** Asks before a network that took minutes to train is thrown away; Enter keeps it. */
export function ResetDialog({ then, isOpen, onConfirm, onClose }: ResetDialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const cancel = useRef<HTMLButtonElement>(null);
  const step = useAppState(({ session }) => session.training?.step ?? 0);
  return (
    <Modal
      isOpen={isOpen}
      title={t(`dialog.${then}Title`)}
      initialFocus={cancel}
      onClose={onClose}
      footer={
        <>
          <Button ref={cancel} onClick={onClose}>
            {t("dialog.cancel")}
          </Button>
          <Button onClick={onConfirm}>{t(`dialog.${then}Confirm`)}</Button>
        </>
      }
    >
      <p>{t(`dialog.${then}Text`, { step: format.whole(step) })}</p>
    </Modal>
  );
}
