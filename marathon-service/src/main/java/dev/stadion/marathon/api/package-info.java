/** What users of every version of the API share: error bodies, headers, strict JSON. */
package dev.stadion.marathon.api;
