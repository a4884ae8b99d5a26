import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../controls/Button.tsx";
import { ScheduleFields } from "../controls/ScheduleFields.tsx";
import { Modal } from "../dialogs/Modal.tsx";
import { useApp } from "../state/appContext.tsx";
import styles from "./ScheduleSettings.module.css";

/** A link that opens the schedule's settings. A training run that goes on keeps its own schedule. */
export function ScheduleSettings() {
  const { t } = useTranslation();
  const { store } = useApp();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button type="button" className={styles.open} onClick={() => setIsOpen(true)}>
        {t("noise.scheduleChange")}
      </button>
      <Modal
        isOpen={isOpen}
        title={t("noise.schedule")}
        onClose={() => setIsOpen(false)}
        footer={
          <>
            <Button onClick={() => store.choose({ schedule: "linear", T: 1000, scheduleParams: {} })}>
              {t("settings.defaults")}
            </Button>
            <Button onClick={() => setIsOpen(false)}>{t("settings.done")}</Button>
          </>
        }
      >
        <ScheduleFields />
      </Modal>
    </>
  );
}
