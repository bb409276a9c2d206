/** A cell's text stays within what a notebook may hold: typing or pasting beyond it changes nothing, and the person is told. */
import {EditorState, Transaction, type Extension} from "@codemirror/state";
import {limits} from "#notebooks";
import {formatCount} from "../components/format.ts";

/** Refuses a person's changes that lead beyond the limit; what comes from others and what makes the text shorter passes. */
export function limitLength(tell: (text: string) => void, mostCharacters: number = limits.sourceCharacters): Extension {
  return EditorState.transactionFilter.of((transaction) => {
    const {length} = transaction.newDoc;
    const isWithin = !transaction.docChanged || length <= mostCharacters || length <= transaction.startState.doc.length;
    if (isWithin || transaction.annotation(Transaction.remote)) return transaction;
    tell(`A cell may hold ${formatCount(mostCharacters)} characters, and this would make ${formatCount(length)}. A text this long is better uploaded as data.`);
    return [];
  });
}
