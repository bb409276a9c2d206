/** What can be done with what is published: its address copied, withdrawn; each says what happened. */
import type {Publication} from "#notebooks";
import {describeError} from "../api/http.ts";
import {resources} from "../api/resources.ts";
import {copyText} from "../components/clipboard.ts";
import {confirmAction} from "../components/confirm.tsx";
import {showToast} from "../components/toast.tsx";

export async function withdraw(publication: Pick<Publication, "id">, withdrawn: () => void): Promise<void> {
  const agreed = await confirmAction({
    title: "Withdraw what is published?",
    detail: "Its addresses will say that it was withdrawn, and nobody gets them again. The notebook stays.",
    verb: "Withdraw",
  });
  if (!agreed) return;
  try {
    await resources.withdraw(publication.id);
    withdrawn();
    showToast("Withdrawn: the page is gone");
  } catch (error) {
    showToast(`It was not withdrawn: ${describeError(error)}`);
  }
}

/** Copies an address of this server, whole. */
export function copyAddress(address: string): void {
  void copyText(location.origin + address).then(() => showToast("The address is copied"));
}
