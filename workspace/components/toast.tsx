/** Short messages at the bottom of the page: what happened, and a way back where there is one. */
import {signal} from "@preact/signals";
import {Icon} from "./icon.tsx";

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly action?: {readonly label: string; run(): void};
}

const visibleMs = 7000;
let nextToast = 1;

export const toasts = signal<readonly Toast[]>([]);

export function showToast(text: string, action?: Toast["action"]): void {
  const toast: Toast = {id: nextToast++, text, ...(action ? {action} : {})};
  toasts.value = [...toasts.value.slice(-2), toast];
  setTimeout(() => dismiss(toast.id), visibleMs);
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

export function ToastHost() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((toast) => (
        <div class="toast" key={toast.id}>
          <span>{toast.text}</span>
          {toast.action && (
            <button type="button" class="button" onClick={() => { dismiss(toast.id); toast.action?.run(); }}>{toast.action.label}</button>
          )}
          <button type="button" class="icon-button" aria-label="Dismiss" onClick={() => dismiss(toast.id)}><Icon name="close" /></button>
        </div>
      ))}
    </div>
  );
}
