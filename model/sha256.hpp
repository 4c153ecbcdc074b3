#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace eigenfaces {

/// A running SHA-256 (OpenSSL's).
class Sha256 {
  public:
    Sha256();
    void update(std::span<const std::byte> bytes);
    /// 64 hexadecimal digits; the object is used up.
    std::string finish();

  private:
    struct FreeContext {
        void operator()(void* context) const;
    };
    std::unique_ptr<void, FreeContext> context_;
};

}  // namespace eigenfaces
