/** Asking before something that cannot be undone: says what will be lost, and the button says what it does. */
import {signal} from "@preact/signals";
import {Dialog} from "./dialog.tsx";

interface Question {
  readonly title: string;
  readonly detail: string;
  readonly verb: string;
  readonly answer: (agreed: boolean) => void;
}

const question = signal<Question | null>(null);

export function confirmAction(asked: {title: string; detail: string; verb: string}): Promise<boolean> {
  return new Promise((resolve) => {
    question.value = {
      ...asked,
      answer: (agreed) => {
        question.value = null;
        resolve(agreed);
      },
    };
  });
}

export function ConfirmHost() {
  const asked = question.value;
  if (!asked) return null;
  return (
    <Dialog title={asked.title} onClose={() => asked.answer(false)} class="confirm">
      <div class="dialog-body"><p class="quiet">{asked.detail}</p></div>
      <div class="dialog-foot">
        <button type="button" class="button" onClick={() => asked.answer(false)}>Keep it</button>
        <button type="button" class="button danger" onClick={() => asked.answer(true)}>{asked.verb}</button>
      </div>
    </Dialog>
  );
}
