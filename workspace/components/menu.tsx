/** A button that opens a menu: closed by Escape or a click elsewhere, walked by the arrows, placed where there is room. */
import type {ComponentChildren} from "preact";
import {useId, useRef, useState} from "preact/hooks";

interface MenuButtonProps {
  readonly label: string;
  /** What the button shows; its name is `label`. */
  readonly children: ComponentChildren;
  readonly class?: string;
  readonly items: () => ComponentChildren;
  /** Which edge of the button the menu lines up with. */
  readonly align?: "start" | "end";
  readonly disabled?: boolean;
}

export function MenuButton({label, children, class: className = "icon-button", items, align = "start", disabled}: MenuButtonProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);

  function place() {
    if (!button.current || !menu.current) return;
    const anchor = button.current.getBoundingClientRect();
    const {offsetWidth: width, offsetHeight: height} = menu.current;
    const left = align === "start" ? anchor.left : anchor.right - width;
    const below = anchor.bottom + 4;
    const top = below + height > innerHeight - 8 && anchor.top - height - 4 > 8 ? anchor.top - height - 4 : below;
    menu.current.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
    menu.current.style.top = `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`;
  }

  function onToggle(event: ToggleEvent) {
    const opened = event.newState === "open";
    setOpen(opened);
    if (opened) {
      requestAnimationFrame(() => {
        place();
        const first = menu.current?.querySelector<HTMLElement>("[aria-checked=true], .menu-item:not(:disabled), input");
        first?.focus();
      });
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    if (!["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key) || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    event.stopPropagation();
    const entries = [...(menu.current?.querySelectorAll<HTMLElement>(".menu-item:not(:disabled)") ?? [])];
    const at = entries.indexOf(document.activeElement as HTMLElement);
    const steps: {readonly [key: string]: number} = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1};
    const to = steps[event.key] ?? 0;
    entries[(to + entries.length) % entries.length]?.focus();
  }

  function onClick(event: MouseEvent) {
    const item = event.target instanceof Element ? event.target.closest(".menu-item") : null;
    if (item && !item.hasAttribute("data-keep-open")) menu.current?.hidePopover();
  }

  return (
    <>
      <button ref={button} type="button" class={className} aria-label={label} title={label} aria-haspopup="menu" aria-expanded={open} disabled={disabled} popovertarget={id}>
        {children}
      </button>
      <div ref={menu} id={id} popover="auto" role="menu" aria-label={label} class="menu" onToggle={onToggle} onKeyDown={onKeyDown} onClick={onClick}>
        {open && items()}
      </div>
    </>
  );
}

interface MenuItemProps {
  readonly children: ComponentChildren;
  readonly onSelect?: () => void;
  readonly href?: string;
  readonly download?: boolean;
  readonly checked?: boolean;
  readonly disabled?: boolean;
  readonly danger?: boolean;
  readonly keys?: string;
  readonly icon?: ComponentChildren;
}

export function MenuItem({children, onSelect, href, download, checked, disabled, danger, keys, icon}: MenuItemProps) {
  const content = (
    <>
      {checked !== undefined ? <span class="mark" aria-hidden="true">{checked ? "✓" : ""}</span> : icon}
      <span class="label">{children}</span>
      {keys && <kbd>{keys}</kbd>}
    </>
  );
  if (href) return <a role="menuitem" class="menu-item" href={href} download={download} tabIndex={-1}>{content}</a>;
  const role = checked === undefined ? "menuitem" : "menuitemradio";
  return (
    <button type="button" role={role} aria-checked={checked} class={`menu-item${danger ? " danger" : ""}`} disabled={disabled} onClick={onSelect} tabIndex={-1}>
      {content}
    </button>
  );
}
