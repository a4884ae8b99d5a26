import { useTranslation } from "react-i18next";
import { Button } from "../controls/Button.tsx";

/** Says which data did not come and why, and tries again. */
export function LoadFailed({ message, onRetry }: { readonly message: string; onRetry(): void }) {
  const { t } = useTranslation();
  return (
    <span role="alert">
      {t("notice.dataFailed", { message })} <Button onClick={onRetry}>{t("notice.retry")}</Button>
    </span>
  );
}
