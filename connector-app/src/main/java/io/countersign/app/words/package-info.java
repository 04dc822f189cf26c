/** What people read, in their language: the sentences of the help desk's pages and of the API. */
@NullMarked
package io.countersign.app.words;

import org.jspecify.annotations.NullMarked;
