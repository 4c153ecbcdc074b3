#pragma once

#include "model/faces/detector.hpp"
#include "model/faces/resample.hpp"
#include "model/features.hpp"

/// From where the detector saw a face to the part of the picture that the model was made for.
namespace eigenfaces {

/// How the face window of a 250 x 250 picture of LFW (features.hpp) lies to the box that the detector finds
/// there: the medians over the pictures in which it finds one in the middle, and the share of `turn` by least
/// squares. `detectors-bench --calibrate` prints them anew.
struct BoxToWindow {
    double width = 0.0;          ///< window's width, in widths of the box
    double right = 0.0;          ///< from the box's middle to the window's, in widths of the box
    double right_of_turn = 0.0;  ///< to be added to `right` for a turn of 1
    double down = 0.0;           ///< from the box's middle to the window's, in heights of the box
    double roll = 0.0;           ///< that is told of LFW's faces, in radians; they are upright
};

/// The constants for DetectorSettings' defaults.
BoxToWindow box_to_window();

/// The part of the picture that corresponds to the 94 x 125 pixels of an LFW picture's face window, tilted as
/// the face is.
Window face_window_of(const FaceBox& box, const BoxToWindow& mapping = box_to_window());

/// The box that a face would have that fills the window.
FaceBox box_of_window(const Window& window, const BoxToWindow& mapping = box_to_window());

/// Cuts the face out of an upright picture, 94 x 125 pixels as in LFW. Where the window sticks out of the
/// picture, the picture's edge goes on.
Picture align_face(const Picture& upright, const FaceBox& box);

/// Whether the face of a 250 x 250 picture is where LFW's are, so that the reference's window holds it:
/// within 8 pixels, 15 % of its size and 11 degrees, which are some 2.5 standard deviations of what the
/// detector says of LFW.
bool is_lfw_window(const Window& window);

}  // namespace eigenfaces
