/** The libraries that cells find in scope, without the parts that load, or that change what other cells see. */
import * as arquero from "arquero";
import * as arrays from "d3-array";
import * as formats from "d3-format";
import * as scales from "d3-scale";
import * as times from "d3-time";
import * as timeFormats from "d3-time-format";

const {
  addAggregateFunction: _addAggregateFunction, addFunction: _addFunction, addWindowFunction: _addWindowFunction, seed: _seed,
  loadArrow: _loadArrow, loadCSV: _loadCsv, loadFixed: _loadFixed, loadJSON: _loadJson,
  fromArrowStream: _fromArrowStream, fromCSVStream: _fromCsvStream, fromFixedStream: _fromFixedStream, fromJSONStream: _fromJsonStream,
  ...tables
} = arquero as {readonly [name: string]: unknown};

const refusals: {readonly [name: string]: string} = {
  seed: "aq.seed is not in Recto: the run's seed decides",
  load: "cells have no network: upload the data and read it with data(\"name\")",
  loadCSV: "cells have no network: upload the data and read it with data(\"name\")",
  loadJSON: "cells have no network: upload the data and read it with data(\"name\")",
  loadArrow: "cells have no network: upload the data and read it with data(\"name\")",
  addFunction: "functions added to Arquero would be seen by other cells: use aq.escape",
  addAggregateFunction: "functions added to Arquero would be seen by other cells: use rollup with aq.escape",
  addWindowFunction: "functions added to Arquero would be seen by other cells",
};

const refused = Object.fromEntries(
  Object.entries(refusals).map(([name, message]) => [
    name,
    () => {
      throw new TypeError(message);
    },
  ]),
);

export const aq = {...tables, ...refused};

const {timeFormatDefaultLocale: _timeFormatDefaultLocale, ...timeFormatting} = timeFormats as {readonly [name: string]: unknown};
const {formatDefaultLocale: _formatDefaultLocale, ...formatting} = formats as {readonly [name: string]: unknown};

export const d3 = {...arrays, ...formatting, ...times, ...timeFormatting, ...scales};
