#include "tests/server/upgrade/sample_store.hpp"

#include <cstdlib>
#include <span>
#include <stdexcept>

#include "tests/server/objects/s3/running_store.hpp"
#include "tests/temporary_folder.hpp"

namespace {

namespace fs = std::filesystem;
using eigenfaces::service::ObjectKey;
using eigenfaces::service::S3Objects;

constexpr std::uint64_t largest = 64UL << 20U;

template <typename T>
T taken(eigenfaces::service::ObjectResult<T> result) {
    if (!result) throw std::runtime_error("the store: " + result.error().message);
    return std::move(*result);
}

/// All of the bucket: what is below a sample's prefix is then in one folder.
S3Objects bucket() {
    return S3Objects(curl_library(), running_store().settings(""));
}

}  // namespace

SampleStore::SampleStore() : prefix_(new_prefix()) {
    ::setenv("AWS_ENDPOINT_URL", running_store().endpoint().c_str(), 1);
    ::setenv("AWS_ACCESS_KEY_ID", RunningStore::access_key, 1);
    ::setenv("AWS_SECRET_ACCESS_KEY", RunningStore::secret_key, 1);
    ::setenv("AWS_SESSION_TOKEN", RunningStore::session_token, 1);
    ::setenv("AWS_REGION", RunningStore::region, 1);
}

std::string SampleStore::address() const {
    return std::string("s3://") + RunningStore::bucket + '/' + prefix_;
}

void SampleStore::fill(const fs::path& folder) const {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file())
            write(fs::relative(entry.path(), folder).generic_string(), contents_of(entry.path()));
    }
}

void SampleStore::keep(const fs::path& folder) const {
    S3Objects objects = bucket();
    for (const auto& info : taken(objects.list(ObjectKey(prefix_)))) {
        const fs::path file = folder / info.key.text().substr(prefix_.size() + 1);
        fs::create_directories(file.parent_path());
        put_file(file, taken(objects.read(info.key, largest)).value().bytes);
    }
}

void SampleStore::write(const std::string& name, const std::string& bytes) const {
    S3Objects objects = bucket();
    taken(objects.write(ObjectKey(prefix_ + '/' + name), std::as_bytes(std::span(bytes))));
}
