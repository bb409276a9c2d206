/** An input of a cell: kept as long as only its value changes, moved by other pages, never while it is being moved here. */
import {useSignalEffect} from "@preact/signals";
import {useLayoutEffect, useRef} from "preact/hooks";
import type {InputDisplay} from "#notebooks";
import {useWorkbench} from "../notebook/workbench.ts";
import {drawInput, type DrawnInput} from "./input-element.ts";
import {areSameValues} from "./input-values.ts";

export default function InputView({input}: {input: InputDisplay}) {
  const {session} = useWorkbench();
  const host = useRef<HTMLDivElement>(null);
  const drawn = useRef<DrawnInput | null>(null);
  const shape = JSON.stringify([input.kind, input.argument, input.options]);

  useLayoutEffect(() => {
    if (!host.current) return;
    const present = session.state.peek()?.inputs[input.key];
    drawn.current = drawInput(present === undefined ? input : {...input, value: present});
    const element = drawn.current?.element;
    if (!element) return void host.current.replaceChildren(`This input (${input.kind}) is not drawn here.`);
    const onInput = () => {
      const value = drawn.current?.read();
      if (value !== undefined && input.key !== "") session.setInput(input.key, value);
    };
    element.addEventListener("input", onInput);
    host.current.replaceChildren(element);
    return () => element.removeEventListener("input", onInput);
  }, [shape, input.key]);

  useSignalEffect(() => {
    const value = session.state.value?.inputs[input.key];
    if (value === undefined || !drawn.current || session.isInputBusy(input.key)) return;
    if (!areSameValues(drawn.current.read(), value)) drawn.current.write(value);
  });

  return <div ref={host} class="input-view" />;
}
