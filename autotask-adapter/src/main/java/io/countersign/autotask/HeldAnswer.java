package io.countersign.autotask;

import io.countersign.psa.BoundedAnswer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/** An answer read to its end, within the bound, because Autotask may say with status 200 that something went wrong: only the body tells. */
final class HeldAnswer implements ClientHttpResponse {
    private final ClientHttpResponse answer;
    private final byte[] body;

    private HeldAnswer(ClientHttpResponse answer, byte[] body) {
        this.answer = answer;
        this.body = body;
    }

    static HeldAnswer of(ClientHttpResponse answer) throws IOException {
        var bounded = new BoundedAnswer(answer);
        try (InputStream in = bounded.getBody()) {
            return new HeldAnswer(bounded, in.readAllBytes());
        } catch (IOException e) {
            answer.close();
            throw e;
        }
    }

    @Override
    public InputStream getBody() {
        return new ByteArrayInputStream(body);
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
}
