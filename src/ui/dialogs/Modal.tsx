import { Dialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode, RefObject } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "../controls/Button.tsx";
import styles from "./Modal.module.css";

interface ModalProps {
  readonly isOpen: boolean;
  readonly title: string;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  /** What has the focus at first; without it the first control. */
  readonly initialFocus?: RefObject<HTMLElement | null>;
  onClose(): void;
}

/** A dialog in the middle of the page; focus stays inside and returns, Escape closes. */
export function Modal({ isOpen, title, children, footer, initialFocus, onClose }: ModalProps) {
  const { t } = useTranslation();
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup className={styles.popup} {...(initialFocus && { initialFocus })}>
          <div className={styles.head}>
            <Dialog.Title className={styles.title}>{title}</Dialog.Title>
            <IconButton hint={t("dialog.close")} onClick={onClose}>
              <X />
            </IconButton>
          </div>
          <div className={styles.body}>{children}</div>
          {footer && <div className={styles.footer}>{footer}</div>}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
