#include "objects/s3/settings.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <curl/curl.h>
#include <filesystem>
#include <memory>
#include <new>
#include <vector>

#include "objects/s3/profile.hpp"

namespace eigenfaces::service {
namespace {

struct FreeUrl {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

/// The profile in both files, and what to say of where it was looked for.
struct Profile {
    std::string name = "default";
    std::string looked_in;
    AwsProfile credentials;
    AwsProfile config;
};

std::optional<std::string> variable(const Environment& environment, const char* name) {
    auto value = environment(name);
    if (value && value->empty()) return std::nullopt;
    return value;
}

std::optional<std::string> first_variable(const Environment& environment,
                                          std::initializer_list<const char*> names) {
    for (const char* name : names) {
        if (auto value = variable(environment, name)) return value;
    }
    return std::nullopt;
}

std::optional<std::string> setting(const AwsProfile& profile, const char* name) {
    const auto found = profile.find(name);
    if (found == profile.end() || found->second.empty()) return std::nullopt;
    return found->second;
}

std::optional<std::filesystem::path> file_path(const Environment& environment, const char* name,
                                               const char* usual) {
    if (auto path = variable(environment, name)) return *path;
    const auto home = variable(environment, "HOME");
    if (!home) return std::nullopt;
    return std::filesystem::path(*home) / ".aws" / usual;
}

tl::expected<Profile, std::string> read_profile(const Environment& environment) {
    Profile profile;
    const auto named = first_variable(environment, {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"});
    if (named) profile.name = *named;
    bool found = false;
    const auto look = [&](AwsFile kind, const char* name, const char* usual,
                          AwsProfile& settings) -> std::optional<std::string> {
        const auto path = file_path(environment, name, usual);
        if (!path) return std::nullopt;
        if (!profile.looked_in.empty()) profile.looked_in += ", ";
        profile.looked_in += path->string();
        auto read = read_aws_profile(*path, kind, profile.name);
        if (!read && (read.error().error_number == ENOENT || read.error().error_number == ENOTDIR)) {
            profile.looked_in += " (no such file)";
            return std::nullopt;
        }
        if (!read) return read.error().message();
        if (!*read) {
            profile.looked_in += " (no profile of this name)";
            return std::nullopt;
        }
        found = true;
        settings = **read;
        return std::nullopt;
    };
    if (auto failure =
            look(AwsFile::credentials, "AWS_SHARED_CREDENTIALS_FILE", "credentials", profile.credentials)) {
        return tl::unexpected(*failure);
    }
    if (auto failure = look(AwsFile::config, "AWS_CONFIG_FILE", "config", profile.config))
        return tl::unexpected(*failure);
    if (profile.looked_in.empty()) profile.looked_in = "no files, since HOME is not set";
    if (named && !found) {
        return tl::unexpected("the profile \"" + profile.name +
                              "\" of AWS_PROFILE was not found; looked in: " + profile.looked_in);
    }
    return profile;
}

tl::expected<S3Credentials, std::string> find_credentials(const Environment& environment,
                                                          const Profile& profile) {
    const auto id = variable(environment, "AWS_ACCESS_KEY_ID");
    const auto secret = variable(environment, "AWS_SECRET_ACCESS_KEY");
    if (id && secret)
        return S3Credentials{*id, *secret, variable(environment, "AWS_SESSION_TOKEN").value_or("")};
    if (id || secret) {
        // A half would be mixed with another's half, or be passed over without a word.
        return tl::unexpected(std::string(id ? "AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not"
                                             : "AWS_SECRET_ACCESS_KEY is set and AWS_ACCESS_KEY_ID is not"));
    }
    for (const AwsProfile* file : {&profile.credentials, &profile.config}) {
        const auto file_id = setting(*file, "aws_access_key_id");
        const auto file_secret = setting(*file, "aws_secret_access_key");
        if (file_id && file_secret)
            return S3Credentials{*file_id, *file_secret, setting(*file, "aws_session_token").value_or("")};
        if (file_id || file_secret) {
            return tl::unexpected("the profile \"" + profile.name + "\" has " +
                                  (file_id ? "aws_access_key_id and no aws_secret_access_key"
                                           : "aws_secret_access_key and no aws_access_key_id") +
                                  "; looked in: " + profile.looked_in);
        }
    }
    return tl::unexpected(
        "no credentials: neither AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the "
        "environment, nor aws_access_key_id and aws_secret_access_key of the profile \"" +
        profile.name + "\"; looked in: " + profile.looked_in);
}

/// Without '/' at its end; nothing where it is no URL of an endpoint.
std::optional<std::string> checked_endpoint(std::string endpoint) {
    const std::unique_ptr<CURLU, FreeUrl> url(curl_url());
    if (!url) throw std::bad_alloc();
    while (endpoint.ends_with('/'))
        endpoint.pop_back();
    if (curl_url_set(url.get(), CURLUPART_URL, endpoint.c_str(), 0) != CURLUE_OK) return std::nullopt;
    const auto get = [&](CURLUPart part) -> std::optional<std::string> {
        char* text = nullptr;
        if (curl_url_get(url.get(), part, &text, 0) != CURLUE_OK) return std::nullopt;
        const std::unique_ptr<char, decltype(&curl_free)> owner(text, curl_free);
        return std::string(text);
    };
    if (get(CURLUPART_USER) || get(CURLUPART_PASSWORD)) return std::nullopt;
    // An empty query or fragment libcurl does not tell.
    if (endpoint.find_first_of("?#") != std::string::npos) return std::nullopt;
    if (!endpoint.starts_with("http://") && !endpoint.starts_with("https://")) return std::nullopt;
    // Dot segments would be signed, and left out when they are sent.
    const std::size_t slash = endpoint.find('/', endpoint.find("//") + 2);
    if (get(CURLUPART_PATH) != (slash == std::string::npos ? "/" : endpoint.substr(slash)))
        return std::nullopt;
    return endpoint;
}

bool is_region(const std::string& region) {
    // libcurl takes it in one text, with ':' between, and puts at most 64 bytes of it in the signature.
    return region.size() < 64 && std::all_of(region.begin(), region.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_';
           });
}

}  // namespace

std::optional<std::string> process_environment(const char* name) {
    const char* const value = std::getenv(name);
    if (value == nullptr) return std::nullopt;
    return value;
}

tl::expected<S3Settings, std::string> find_s3_settings(const S3Location& location, S3Addressing addressing,
                                                       const Environment& environment) {
    const auto fail = [&](const std::string& why) {
        return tl::unexpected("cannot use " + location.text() + ": " + why);
    };
    const auto profile = read_profile(environment);
    if (!profile) return fail(profile.error());
    S3Settings settings;
    settings.location = location;

    const bool is_google = location.dialect.has_generations;
    auto region = first_variable(environment, {"AWS_REGION", "AWS_DEFAULT_REGION"});
    if (!region) region = setting(profile->config, "region");
    if (!region) region = setting(profile->credentials, "region");
    auto endpoint = first_variable(environment, {"AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"});
    if (!endpoint) endpoint = setting(profile->config, "endpoint_url");
    if (!endpoint) endpoint = setting(profile->credentials, "endpoint_url");
    // Google's signatures have a region for the sake of S3's, and none is wrong; those of AWS's variables may
    // be meant for something else.
    if (is_google) region = "auto";
    if (is_google && !endpoint) endpoint = "https://storage.googleapis.com";
    if (!region && !endpoint) {
        return fail(
            "no region: neither AWS_REGION nor AWS_DEFAULT_REGION in the environment, nor region of the "
            "profile \"" +
            profile->name + "\" (looked in: " + profile->looked_in +
            "); for a store that is not AWS's, AWS_ENDPOINT_URL_S3 is missing");
    }
    // What stores other than AWS's take where nobody told them another.
    settings.region = region.value_or("us-east-1");
    if (!is_region(settings.region)) {
        return fail("the region \"" + settings.region +
                    "\" is none: letters, digits, '-' and '_', at most 63");
    }
    if (endpoint) {
        const auto checked = checked_endpoint(*endpoint);
        if (!checked) {
            return fail(
                "the endpoint is no URL such as https://host or http://host:port/path, without user, "
                "password, query and dot segments");
        }
        settings.endpoint = *checked;
    } else {
        settings.endpoint = "https://s3." + settings.region +
                            (settings.region.starts_with("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com");
    }
    settings.ca_bundle =
        variable(environment, "AWS_CA_BUNDLE").value_or(setting(profile->config, "ca_bundle").value_or(""));
    // A certificate for *.s3.REGION.amazonaws.com does not cover names with a '.' in the place of the '*'.
    settings.bucket_in_host =
        addressing == S3Addressing::virtual_host || (addressing == S3Addressing::automatic && !endpoint &&
                                                     location.bucket.find('.') == std::string::npos);

    auto credentials = find_credentials(environment, *profile);
    if (!credentials) return fail(credentials.error());
    const auto fits_a_header = [](const std::string& text) {
        return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
    };
    if (!fits_a_header(credentials->access_key_id) || !fits_a_header(credentials->secret_access_key) ||
        !fits_a_header(credentials->session_token)) {
        return fail("the credentials have characters that none have: only visible ASCII is allowed");
    }
    if (is_google && !credentials->session_token.empty()) {
        return fail(
            "there is a session token (AWS_SESSION_TOKEN, or aws_session_token of the profile), and Google's "
            "HMAC keys have none: these credentials are for another store");
    }
    settings.credentials = *std::move(credentials);
    return settings;
}

}  // namespace eigenfaces::service
