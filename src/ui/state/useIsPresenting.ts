import { useAppState } from "./appContext.tsx";
import { useIsPhone } from "./useIsPhone.ts";

/** Whether the page is set for a projector. One column is too narrow for that, whatever a link asks for. */
export function useIsPresenting(): boolean {
  const isPhone = useIsPhone();
  return useAppState(({ view }) => view.isPresenting) && !isPhone;
}
