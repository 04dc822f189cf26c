/** The pod as technicians meet it: in a real browser, in the sandbox's ticket page. */
@NullMarked
package io.countersign.browser;

import org.jspecify.annotations.NullMarked;
