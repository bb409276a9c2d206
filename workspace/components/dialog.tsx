/** A window over the page: the browser's own dialog, so that focus stays inside and Escape closes it. */
import type {ComponentChildren} from "preact";
import {useEffect, useId, useRef} from "preact/hooks";
import {Icon} from "./icon.tsx";

export function Dialog({title, onClose, children, class: className = ""}: {title: string; onClose: () => void; children: ComponentChildren; class?: string}) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const before = document.activeElement;
    element.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({preventScroll: true});
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={`dialog ${className}`}
      aria-labelledby={heading}
      onClose={onClose}
      onClick={(event) => event.target === element.current && onClose()}
    >
      <div class="dialog-head">
        <h2 id={heading}>{title}</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={onClose}><Icon name="close" /></button>
      </div>
      {children}
    </dialog>
  );
}
