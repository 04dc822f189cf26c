package io.countersign.app.signin;

import io.countersign.app.PublicUrl;
import io.countersign.psa.HttpClients;
import io.countersign.psa.OutsideOrigins;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The identity provider, for the connector and for commands beside it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SignInSettings.class)
public class IdentityProviderConfiguration {
    @Bean
    IdentityProvider identityProvider(
            SignInSettings settings, OutsideOrigins outside, PublicUrl ourselves, HttpClients identityProviderClients) {
        return new IdentityProvider(
                settings.provider().orElse(null), outside, ourselves.at("/sign-in/callback"), identityProviderClients);
    }

    @Bean(destroyMethod = "close")
    HttpClients identityProviderClients() {
        return new HttpClients();
    }
}
