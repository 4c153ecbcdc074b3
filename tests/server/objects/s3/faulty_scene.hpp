#pragma once
#include <string>

#include "objects/s3/s3_objects.hpp"
#include "tests/server/objects/object_store_conformance.hpp"
#include "tests/server/objects/s3/running_store.hpp"

/// A store with one object in it, and what is to go wrong from then on.
class FaultyScene {
  public:
    FaultyScene(const RunningStore& running, const eigenfaces::service::S3Limits& limits)
        : store(curl_library(), running.settings(new_prefix()), limits), running_(running) {
        using namespace object_store_conformance;
        fail("[]");
        tag = expect(store.write(key, bytes_of("contents")));
    }
    ~FaultyScene() { fail("[]"); }
    FaultyScene(const FaultyScene&) = delete;
    FaultyScene& operator=(const FaultyScene&) = delete;

    void fail(const std::string& faults) const { running_.fail(faults); }

    eigenfaces::service::S3Objects store;
    eigenfaces::service::ObjectKey key{"a/object"};
    eigenfaces::service::ObjectTag tag;

  private:
    const RunningStore& running_;
};
