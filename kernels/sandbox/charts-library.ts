/** vega-lite-api as a script of its own: it is large, and fetched when a cell first names `vl`. */
import * as vegaLiteApi from "vega-lite-api";

const {register: _register, ...charts} = vegaLiteApi as {readonly [name: string]: unknown};

export const library = Object.assign(Object.create(null) as object, charts);
