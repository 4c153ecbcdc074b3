#pragma once
#include <string>

#include "generator/bench/client.hpp"

namespace gasworks::bench {

/// Where a face recognition service listens, and the requests that its clients send.
class ServiceAddress {
  public:
    /// `url`: http://HOST:PORT, or with a base path of its own in the place of "/cloudmesh". `train`:
    /// parameters of trainings, as they stand in a URL. \throws std::runtime_error where that is no such URL
    ServiceAddress(std::string url, std::string train);

    const std::string& base() const { return base_; }
    Request document() const { return {"GET", base_ + "/openapi.json"}; }
    /// `test`: "download_data", "train", "upload" or "predict"; `picture`: path of the file that is uploaded,
    /// or by whose name it is predicted.
    Request request(const std::string& test, const std::string& workspace, const std::string& picture) const;
    Request deletion(const std::string& workspace) const;

  private:
    std::string base_;
    std::string train_;
};

}  // namespace gasworks::bench
