package io.countersign.psa;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/** An answer of which at most 2 MiB are read; a longer one breaks off as if the connection had. */
public final class BoundedAnswer implements ClientHttpResponse {
    public static final int LONGEST = 2 * 1024 * 1024;

    private final ClientHttpResponse answer;

    public BoundedAnswer(ClientHttpResponse answer) {
        this.answer = answer;
    }

    @Override
    public InputStream getBody() throws IOException {
        return new Bounded(answer.getBody());
    }

    @Override
    public HttpStatusCode getStatusCode() throws IOException {
        return answer.getStatusCode();
    }

    @Override
    public String getStatusText() throws IOException {
        return answer.getStatusText();
    }

    @Override
    public HttpHeaders getHeaders() {
        return answer.getHeaders();
    }

    @Override
    public void close() {
        answer.close();
    }

    private static final class Bounded extends FilterInputStream {
        private int left = LONGEST;

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            count(Math.max(read, 0));
            return read;
        }

        @Override
        public long skip(long bytes) throws IOException {
            long skipped = super.skip(bytes);
            count((int) Math.min(skipped, Integer.MAX_VALUE));
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        private void count(int bytes) throws IOException {
            left -= bytes;
            if (left < 0) {
                throw new IOException("the answer is longer than " + LONGEST + " bytes");
            }
        }
    }
}
